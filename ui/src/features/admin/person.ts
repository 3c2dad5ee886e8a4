// How a person is called.

type Named = { username: string; firstName?: string | null; lastName?: string | null };

export function personName({ username, firstName, lastName }: Named): string {
  return [firstName, lastName].filter(Boolean).join(' ') || username;
}
