"""x"""
from nxdesk.cases.steps import Step

STEPS: tuple[Step, ...] = ()
