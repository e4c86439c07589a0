from . import mdq_supplier_scorecard_make
from . import mdq_supplier_import, mdq_supplier_list
from . import mdq_supplier_certificate_scan
from . import mdq_purchase_agree, mdq_supplier_record
from . import mdq_supplier_audit_plan, mdq_supplier_audit_reply
from . import mdq_supplier_verify
