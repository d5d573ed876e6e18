"""Lists of records: the records, their order, the model, and the view that paints them. Knows no window and no kind."""
