export { readRows, type Row, type RowOptions } from './read-rows.ts';
export { renderLine } from './render-line.ts';
