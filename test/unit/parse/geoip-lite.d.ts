/** The part of geoip-lite 2.0.3 that we use; it brings no types. */
declare module 'geoip-lite' {
  namespace geoip {
    interface Answer {
      /** First and last address as numbers; `''` for IPv6. */
      range: [number, number] | '';
      country: string;
      region: string;
      city: string;
      timezone?: string;
      ll: [number, number] | [null, null];
      /** 0 means none. */
      metro?: number;
    }
    function lookup(address: string): Answer | null;
  }
  export = geoip;
}
