"""What social and employment insurance filings need computed: pure, dated, with the source beside each figure."""
