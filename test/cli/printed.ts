/** What this process printed in a test, while nothing is shown of it. */
export interface Printed {
  out: string;
  err: string;
}

/** Keeps what is printed, from the beginning of each test on. */
export function keepPrinted(): Printed {
  const printed: Printed = { out: '', err: '' };
  beforeEach(() => {
    printed.out = '';
    printed.err = '';
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      printed.out += text;
      return true;
    });
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
      printed.err += text;
      return true;
    });
  });
  afterEach(() => jest.restoreAllMocks());
  return printed;
}
