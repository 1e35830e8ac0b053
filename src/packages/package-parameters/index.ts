export { ParameterReader } from './parameter-reader.ts';
