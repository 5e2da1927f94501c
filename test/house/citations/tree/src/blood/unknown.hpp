// Cites [@missing2020].
