// Empty translation unit: the target that owns the shared precompiled header needs one source.
