// A person as initials, and a person as initials with names.
import './Avatar.css';

function initials(name: string): string {
  const words = name
    .trim()
    .split(/[\s._-]+/)
    .filter(Boolean);
  const first = [...(words[0] ?? '?')][0] ?? '?';
  // One sign of a Chinese, Japanese or Korean name says as much as two letters.
  if (/[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/.test(first)) return first;
  return (first + ([...(words[1] ?? '')][0] ?? '')).toUpperCase();
}

export function Avatar({ name, size = 24 }: { name: string; size?: number }) {
  return (
    <span
      className="avatar"
      data-initials={initials(name)}
      style={{ width: size, height: size, fontSize: size * 0.42 }}
      aria-hidden
    />
  );
}

/** The letters that stand for a group. */
export function GroupBadge({ name }: { name: string }) {
  return <span className="group-badge" data-initials={initials(name)} aria-hidden />;
}

export function Person({ name, username }: { name: string; username?: string }) {
  return (
    <span className="person">
      <Avatar name={name} />
      <span className="cell2">
        <span className="trunc" title={name}>
          {name}
        </span>
        {username && <span className="sub mono trunc">{username}</span>}
      </span>
    </span>
  );
}
