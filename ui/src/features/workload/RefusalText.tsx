// Why something was refused for a quota: which limit, whose, how much is in use and by what, every other limit that is over, what to do.
import { Link } from 'react-router';
import type { ExceededLimit, QuotaHolder } from '../../api/errors';
import { exact } from '../../format/quota';
import { number } from '../../format/number';
import { amount } from '../../format/units';
import { list } from '../../messages/plural';
import { t } from '../../messages/en';
import { groupPath, useGroup } from '../../shell/current-group';
import { useMe } from '../../shell/me';
import { FieldError } from '../../ui/Field';

const words = t.workload.refusal;

type Props = { limits: readonly ExceededLimit[]; typeName: string; whatToDo: string };

export function RefusalText({ limits, typeName, whatToDo }: Props) {
  const [first, ...others] = limits;
  if (!first) return null;
  return (
    <FieldError>
      <b className="strong">{headline(first, typeName)}</b>{' '}
      <span className="dim2">
        {first.by.length > 0 && <Holders limit={first} />}
        {others.length > 0 && `${words.alsoOver(list(others.map(over)))} `}
        {whatToDo}
      </span>
    </FieldError>
  );
}

function headline({ whose, resource, limit, used, requested }: ExceededLimit, typeName: string): string {
  const rest = number(Math.max(0, exact(limit - used)));
  const left = whose === 'user' ? words.leftOfYours(rest, number(limit)) : words.leftOfGroup(rest, number(limit));
  return words.headline(typeName, amount(requested, resource), left);
}

function over({ whose, resource, limit, used, requested }: ExceededLimit): string {
  const beyond = amount(exact(used + requested - limit), resource);
  const what = resource === 'memory' ? t.common.memory.toLowerCase() : t.common[resource];
  return words.over(words[whose], what, beyond);
}

function Holders({ limit: { by, resource } }: { limit: ExceededLimit }) {
  return (
    <>
      {words.inUseBy}{' '}
      {by.map((holder, i) => (
        <span key={holder.id}>
          {i > 0 && (i === by.length - 1 ? t.format.and : ', ')}
          <Holder holder={holder} /> ({number(holder[resource])})
        </span>
      ))}
      {'. '}
    </>
  );
}

/** Jobs can be looked at by the whole group, notebooks only by their owner. */
function Holder({ holder }: { holder: QuotaHolder }) {
  const group = useGroup();
  const { username } = useMe();
  const mine = holder.userName === username;
  const page = holder.kind === 'job' ? 'jobs' : holder.kind === 'notebook' && mine ? 'notebooks' : undefined;
  const name = mine ? holder.name : words.by(holder.name, holder.userName);
  if (!page) return <>{name}</>;
  return (
    <Link className="text-link" to={groupPath(group, `${page}/${holder.id}`)} target="_blank">
      {name}
    </Link>
  );
}
