from . import admission, agreements, audits, certificates, company, company_change, home, register, resilience, scorecard, subtiers
