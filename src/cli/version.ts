import type { Hook } from '@oclif/core';
import { geoVintage } from '../app/geo-vintage.ts';

/** Before `logflow --version` is answered: what is inside, besides our own number. */
export const tellVersion: Hook.Init = async ({ id, config }) => {
  if (id !== '--version') return;
  const { name, version, platform, arch } = config;
  const text = `${name} ${version}\nnode ${process.versions.node} (${platform}-${arch})\n${await geoVintage()}`;
  Object.assign(config, { userAgent: text });
};
