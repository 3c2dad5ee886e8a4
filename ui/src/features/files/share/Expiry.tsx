// Until when a public link works.
import { useNow } from '../../../api/clock';
import { momentInSentence } from '../../../format/time';
import { t } from '../../../messages/files';

export function Expiry({ at }: { at?: string | null }) {
  const now = useNow(60);
  return <>{at ? t.files.expires(momentInSentence(at, now)) : t.files.expiresNever}</>;
}
