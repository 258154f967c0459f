"""`verify`: the journey played on real accounts, and compared with what this product expects of AWS."""
