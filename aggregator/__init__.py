"""Collects feeds, keeps the articles, tells each story once, republishes one clean feed."""
