/** Resource types that the root of the example shop names, and no other root of these tests: see narrow-provider.js. */
export const TYPES_OF_SHOP = [
  ...['aws_availability_zones', 'aws_default_security_group', 'aws_eip', 'aws_internet_gateway'],
  ...['aws_nat_gateway', 'aws_route', 'aws_route_table', 'aws_route_table_association'],
  ...['aws_db_proxy', 'aws_db_proxy_default_target_group', 'aws_db_proxy_target', 'aws_db_subnet_group'],
  ...['aws_rds_cluster', 'aws_rds_cluster_instance'],
];
