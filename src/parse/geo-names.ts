/** What is said of a country beside its code. */
export interface CountryName {
  readonly name: string;
  /** Two letters. */
  readonly continent: string;
  readonly iso3: string;
}

/** What the database's codes stand for; plain data, so that a thread can be given them. */
export interface CodeNames {
  /** By ISO 3166-1 alpha-2 code. */
  readonly countries: ReadonlyMap<string, CountryName>;
  /** By ISO 3166-2 code: `US-OR`. */
  readonly regions: ReadonlyMap<string, string>;
}

/** Imported here and nowhere else: the two packages cost 30 ms and 12 MB, threads are given the result instead. */
export async function loadNames(): Promise<CodeNames> {
  const [{ getCountryDataList }, { iso31662 }] = await Promise.all([
    import('countries-list'),
    import('iso-3166'),
  ]);
  return {
    countries: new Map(
      getCountryDataList().map(({ iso2, iso3, name, continent }) => [iso2, { name, continent, iso3 }]),
    ),
    regions: new Map(iso31662.map(({ code, name }) => [code, name])),
  };
}
