/** An answer of Glue that is not a success. Glue refuses with HTTP 400 for everything that is not its own fault. */
export class GlueFault extends Error {
  readonly type: string;
  readonly status: number;

  constructor(type: string, message: string, status = 400) {
    super(message);
    this.name = 'GlueFault';
    this.type = type;
    this.status = status;
  }
}

export const accessDenied = (action: string, resource: string): GlueFault =>
  new GlueFault('AccessDeniedException', `not authorized to perform: glue:${action} on resource: ${resource}`);

export const entityNotFound = (what: string): GlueFault =>
  new GlueFault('EntityNotFoundException', `${what} not found.`);

export const invalidInput = (message: string): GlueFault => new GlueFault('InvalidInputException', message);
