// What is said when a request fails.

export const errors = {
  unreachable: 'The server does not answer.',
  unexpected: (status: number) =>
    `The server answered with status ${status} and no explanation. A proxy in between may have answered instead.`,
  couldNotLoad: (what: string) => `${what} could not be loaded`,
  retryIn: (seconds: number) => `Trying again in ${seconds}\u00a0s.`,
  tryNow: 'Try now',
  requestId: 'Request',
  required: 'Needed.',
  fields: (count: number) => (count === 1 ? '1 field needs attention' : `${count} fields need attention`),
  crashed: 'This page stopped working',
  crashedHint:
    'What you saved is safe. Load the page again; if it happens twice, tell an administrator the text below.',
  reload: 'Load the page again',
};
