import type { Place } from '../../source/listing/walk.ts';

/** `s3://bucket` or `s3://bucket/any text`; undefined for anything else. What stands behind the bucket's slash is opaque. */
export function parsePrefix(text: string): Place | undefined {
  const [, bucket, prefix = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(text) ?? [];
  return bucket === undefined ? undefined : { bucket, prefix };
}

/** Whether flow-log prefixes can be built below it. */
export function takesAccounts({ prefix }: Place): boolean {
  return !/(?:^|\/)AWSLogs\/./.test(prefix);
}

/**
 * The prefixes of flow logs of these accounts below a place that holds `AWSLogs/`, in the default layout (the hourly one
 * begins alike) and in hive's; without regions those of all.
 * Source: "Flow log files", Amazon VPC User Guide.
 */
export function flowLogPlaces(
  place: Place,
  accounts: readonly string[],
  regions: readonly string[],
): readonly Place[] {
  const { bucket, prefix } = place;
  const folder = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
  const root = /(?:^|\/)AWSLogs\/$/.test(folder) ? folder : `${folder}AWSLogs/`;
  const places = (service: string, region: (name: string) => string) =>
    (regions.length > 0 ? regions.map(region) : ['']).map((last) => ({
      bucket,
      prefix: root + service + last,
    }));
  return accounts.flatMap((account) => [
    ...places(`${account}/vpcflowlogs/`, (name) => `${name}/`),
    ...places(`aws-account-id=${account}/aws-service=vpcflowlogs/`, (name) => `aws-region=${name}/`),
  ]);
}

/** Each object once: a place that lies within another one is left out. */
export function withoutNested(places: readonly Place[]): readonly Place[] {
  const holds = (outer: Place, inner: Place) =>
    outer.bucket === inner.bucket && inner.prefix.startsWith(outer.prefix);
  return places.filter(
    (place, at) =>
      !places.some(
        (other, i) => i !== at && holds(other, place) && (other.prefix !== place.prefix || i < at),
      ),
  );
}
