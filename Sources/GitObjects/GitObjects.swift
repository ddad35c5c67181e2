// GitObjects
