"""The parts of scripts/validation.py: results of tests, the environment, the workbook and the PDF."""
