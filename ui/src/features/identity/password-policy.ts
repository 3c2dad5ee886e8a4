// The part of the password policy that can be said before the server is asked.
import { t } from '../../messages/en';

const LEAST = 10;

export function passwordProblem(password: string, username: string): 'length' | 'name' | undefined {
  // The server counts characters, not the halves that JavaScript counts.
  if ([...password].length < LEAST) return 'length';
  if (username && password.toLowerCase() === username.toLowerCase()) return 'name';
  return undefined;
}

export function passwordMessage(password: string, username: string): string | undefined {
  const problem = passwordProblem(password, username);
  if (!problem) return undefined;
  return problem === 'length' ? t.identity.tooShort : t.identity.sameAsName;
}
