"""Views: a predictor at work as a page that steps, as SVG and TikZ pictures, and as tables for notebooks and papers."""
