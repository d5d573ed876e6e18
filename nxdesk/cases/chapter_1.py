"""(1) The table of what is linked, after the chapters about 社員 and 家族: the other registrations, and acquisitions."""

from nxdesk.cases import chapter_1_acquire, chapter_1_register, chapter_1_table

STEPS = (*chapter_1_table.STEPS, *chapter_1_register.STEPS, *chapter_1_acquire.STEPS)
