import NCFCluster
