"""Cases: steps played on the whole program, compared with what is expected, and reported with a picture a step.

This room knows neither Qt nor the service's inside: it works windows through `driver.Windows` and pages through
`pages.Pages`, which are handed in.
"""
