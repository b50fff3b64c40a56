export * from '../model/printable.ts';
