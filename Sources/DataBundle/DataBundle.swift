// DataBundle
