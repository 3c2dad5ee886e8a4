// The rule for names of instance types, images and secrets: those that Kubernetes takes, too.
import { t } from '../../messages/admin';

const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

export function nameProblem(text: string): string | undefined {
  const name = text.trim();
  if (name === '') return t.errors.required;
  return name.length <= 63 && NAME.test(name) ? undefined : t.admin.nameRule;
}
