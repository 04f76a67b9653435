"""The sample inbox: what a month of submissions looks like, rebuilt byte for byte."""
