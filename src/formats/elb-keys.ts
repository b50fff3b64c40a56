/**
 * File names of Elastic Load Balancing: `ACCOUNT_elasticloadbalancing_REGION_NAME_….log.gz`, whatever folder they are in.
 * `name`: what follows the region, up to the end. `before`: what stands in front of the account. No lookaround, so that RE2 can
 * run it too (R15). Sources: "Access log files" of "Access logs for your Application Load Balancer", "… Network Load Balancer",
 * "… Classic Load Balancer".
 */
export function elbFile(name: string, before = ''): string {
  return `(?:^|/)${before}[0-9]{12}_elasticloadbalancing_[a-z0-9-]+_${name}\\.log(?:\\.gz)?$`;
}
