#!/usr/bin/env node
// Written in syntax that an old Node can parse: it must be able to say that it is too old (R38).
var version = process.versions.node.split('.').map(Number);
// 24.5 brought agents that know proxies: an older one would ignore HTTPS_PROXY in silence.
if (version[0] < 24 || (version[0] === 24 && version[1] < 5)) {
  process.stderr.write(
    'logflow needs Node 24.5 or newer; this is Node ' +
      process.versions.node +
      '.\nNext: install Node 24.5, or run it through npx inside a checkout (`npx logflow`), which brings its own.\n',
  );
  process.exit(2);
}
process.env.NODE_ENV = process.env.NODE_ENV || 'production';
import('node:module')
  .then(function (nodeModule) {
    nodeModule.enableCompileCache();
    return import('@oclif/core');
  })
  .then(function (oclif) {
    return oclif.execute({ dir: import.meta.url });
  });
