"""The shell of every screen: layout, components, forms, charts, error pages. No model."""
