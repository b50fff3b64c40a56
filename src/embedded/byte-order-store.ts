import { byteOrder } from './byte-order.ts';
import type { S3Object, S3Store } from './fauxqs.ts';
import { listPage, type Page, type PageOptions } from './list-page.ts';

export interface ByteOrderStore extends S3Store {
  /** One page in byte order. Throws fauxqs's `S3Error` (NoSuchBucket) when the bucket is not there. */
  page(bucket: string, options: PageOptions): Page;
  /** The object without its body's use, or undefined when it (or its bucket) is not there. */
  find(bucket: string, key: string): S3Object | undefined;
}

/**
 * Wrong in fauxqs 2.4.1: `listObjects` sorts with `localeCompare` but skips to `start-after` with `<=`, so pages lose
 * and repeat keys of mixed case or with punctuation; and it sorts the whole bucket again for every page.
 * Right: UTF-8 byte order (S3 user guide, "Listing object keys programmatically"). The order is kept until the next write.
 */
export function createByteOrderStore(Base: new () => S3Store): ByteOrderStore {
  class Store extends Base implements ByteOrderStore {
    readonly #sorted = new Map<string, readonly string[]>();

    page(bucket: string, options: PageOptions): Page {
      return listPage(this.#keys(bucket), options);
    }

    find(bucket: string, key: string): S3Object | undefined {
      return this.#objects(bucket)?.get(key);
    }

    override listObjects(bucket: string, options: Parameters<S3Store['listObjects']>[1] = {}) {
      const page = this.page(bucket, {
        prefix: options.prefix ?? '',
        delimiter: options.delimiter ?? '',
        maxKeys: options.maxKeys ?? 1000,
        after: options.startAfter ?? options.marker ?? '',
      });
      return {
        objects: page.keys.map((key) => this.headObject(bucket, key)),
        commonPrefixes: [...page.commonPrefixes],
        isTruncated: page.next !== undefined,
      };
    }

    override putObject(...args: Parameters<S3Store['putObject']>): S3Object {
      this.#sorted.delete(args[0]);
      return super.putObject(...args);
    }

    override completeMultipartUpload(...args: Parameters<S3Store['completeMultipartUpload']>): S3Object {
      this.#sorted.clear(); // it is told the upload's id, not the bucket
      return super.completeMultipartUpload(...args);
    }

    override renameObject(bucket: string, from: string, to: string): void {
      this.#sorted.delete(bucket);
      super.renameObject(bucket, from, to);
    }

    override deleteObject(bucket: string, key: string): void {
      this.#sorted.delete(bucket);
      super.deleteObject(bucket, key);
    }

    #objects(bucket: string): ReadonlyMap<string, S3Object> | undefined {
      // biome-ignore lint/complexity/useLiteralKeys: the field is private; its public reader sorts the whole bucket
      return this['buckets'].get(bucket);
    }

    #keys(bucket: string): readonly string[] {
      const known = this.#sorted.get(bucket);
      if (known !== undefined) {
        return known;
      }
      const objects = this.#objects(bucket);
      if (objects === undefined) {
        super.listObjects(bucket); // throws NoSuchBucket as fauxqs words it
      }
      const keys = [...(objects?.keys() ?? [])].sort(byteOrder);
      this.#sorted.set(bucket, keys);
      return keys;
    }
  }
  return new Store();
}
