"""(7) 再連携 as the manual means it to be used: last year's data in e-AMANO, changes in NX, both kinds linked again."""

from nxdesk.cases import chapter_7_after, chapter_7_before, chapter_7_families, chapter_7_people

STEPS = (*chapter_7_before.STEPS, *chapter_7_people.STEPS, *chapter_7_families.STEPS, *chapter_7_after.STEPS)
