#!/usr/bin/env node
// Written in syntax that an old Node can parse: it must be able to say that it is too old (R38).
var major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  process.stderr.write(
    'logflow needs Node 24 or newer; this is Node ' +
      process.versions.node +
      '.\nNext: install Node 24, or run it through npx inside a checkout (`npx logflow`), which brings its own.\n',
  );
  process.exit(2);
}
process.env.NODE_ENV = process.env.NODE_ENV || 'production';
Promise.all([import('node:module'), import('@oclif/core')]).then(function (modules) {
  modules[0].enableCompileCache();
  return modules[1].execute({ dir: import.meta.url });
});
