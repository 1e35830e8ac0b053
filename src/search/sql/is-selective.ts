import { type Ast } from '../ast.ts';
import { type CompileContext } from '../fields.ts';

/** A value of this field is that of many rows: of a type, of a state. */
function isCoarse(name: string, { fields, params }: CompileContext): boolean {
  const before = params.values.length;
  const field = fields(name, params);
  params.keep(before);
  return field === null || field.coarse === true || field.vocabulary !== undefined;
}

/**
 * Whether the query says something that only few rows are likely to have. By its words alone, without a look at the data: a wrong answer
 * costs time and nothing else.
 */
export function isSelective(ast: Ast, context: CompileContext): boolean {
  switch (ast.kind) {
    case 'and':
      return ast.of.some((part) => isSelective(part, context));
    case 'or':
    case 'atLeast':
      return ast.of.every((part) => isSelective(part, context));
    case 'minimum':
      return [...ast.of, ...ast.words].every((part) => isSelective(part, context));
    case 'all':
    case 'not':
    case 'present':
    case 'range':
    case 'scoreAtLeast':
      return false;
    case 'equals':
    case 'oneOf':
    case 'text':
      return !isCoarse(ast.field, context);
    case 'normalized':
      return isSelective(ast.written, context);
    default:
      return true;
  }
}
