import { assertNever } from '../../foundation/index.ts';
import { type Scalar } from '../ast.ts';
import { type CompileContext, type FieldKind } from '../fields.ts';
import { isoInstant } from './instants.ts';
import { booleanValue, instantValue, numberValue, textValue, uuidValue, wholeValue } from './scalar-values.ts';

/** COMPAT: booleans are sorted as the numbers they stand for, and taken as those or as themselves. */
function truthValue(value: Scalar): 0 | 1 | null {
  const truth = booleanValue(value);
  if (truth !== null) return truth ? 1 : 0;
  const number = wholeValue(value);
  return number === '0' || number === '1' ? (Number(number) as 0 | 1) : null;
}

/** The value as a sort compares those of the kind; `null` when it cannot be one. */
export function sortableValue(kind: FieldKind, value: Scalar, ctx: CompileContext): unknown {
  switch (kind) {
    case 'keyword':
    case 'lowercase':
    case 'text':
      return textValue(value);
    case 'long':
      return wholeValue(value);
    case 'float':
      return numberValue(value);
    case 'boolean':
      return truthValue(value);
    case 'date': {
      const instant = instantValue(value, ctx, { roundUp: false });
      return Number.isInteger(instant) ? instant : null;
    }
    case 'timestamp': {
      const instant = instantValue(value, ctx, { roundUp: false });
      return instant === null ? null : isoInstant(instant);
    }
    case 'uuid':
      return uuidValue(value);
    default:
      return assertNever(kind);
  }
}
