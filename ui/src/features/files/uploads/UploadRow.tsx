// One upload: how far it is, how fast, and what can be done with it now.
import type { ReactNode } from 'react';
import { Button } from 'antd';
import { Check, CircleAlert, Clock3, Pause, Play, X } from 'lucide-react';
import { duration } from '../../../format/time';
import { bytes, bytesOf, percent } from '../../../format/units';
import { t } from '../../../messages/files';
import { ProgressBar } from '../../../ui/ProgressBar';
import { timeLeft } from './rate';
import { cancelUploads, pauseUpload, resumeUpload } from './store';
import type { Upload } from './upload';

export function UploadRow({ upload }: { upload: Upload }) {
  const { id, name, state, size, sent } = upload;
  const share = size > 0 ? (sent / size) * 100 : 0;
  const shows = state === 'sending' || state === 'paused' || state === 'lost';
  return (
    <li className={`upload upload-${state}`}>
      <div className="row">
        {icons[state]}
        <span className="trunc grow" title={name}>
          {name}
        </span>
        <Actions upload={upload} />
        {(state === 'done' || state === 'waiting') && <span className="dim small num">{bytes(size)}</span>}
        {state !== 'done' && (
          <Button
            size="small"
            type="text"
            icon={<X size={15} aria-hidden />}
            aria-label={t.files.cancelOne(name)}
            onClick={() => cancelUploads([id])}
          />
        )}
      </div>
      {shows && <ProgressBar percent={share} label={name} />}
      <State upload={upload} share={share} />
    </li>
  );
}

const icons: Partial<Record<Upload['state'], ReactNode>> = {
  done: <Check size={15} className="t-ok" aria-hidden />,
  waiting: <Clock3 size={15} className="t-idle" aria-hidden />,
  lost: <CircleAlert size={15} className="t-bad" aria-hidden />,
  failed: <CircleAlert size={15} className="t-bad" aria-hidden />,
};

function Actions({ upload: { id, name, state } }: { upload: Upload }) {
  if (state === 'sending') {
    return (
      <Button
        size="small"
        type="text"
        icon={<Pause size={15} aria-hidden />}
        aria-label={t.files.pauseOne(name)}
        onClick={() => pauseUpload(id)}
      />
    );
  }
  if (state === 'done' || state === 'waiting') return null;
  return (
    <Button size="small" icon={<Play size={13} aria-hidden />} onClick={() => resumeUpload(id)}>
      {state === 'failed' ? t.files.tryAgain : t.files.resume}
      <span className="visually-hidden"> {name}</span>
    </Button>
  );
}

function State({ upload: { state, size, sent, bytesPerSecond, error }, share }: { upload: Upload; share: number }) {
  if (state === 'failed') return <p className="t-bad small">{error}</p>;
  if (state === 'lost') return <p className="t-bad small num">{t.files.lostAt(bytesOf(sent, size))}</p>;
  if (state === 'paused') return <p className="dim small num">{t.files.pausedAt(bytesOf(sent, size))}</p>;
  if (state !== 'sending') return null;
  const left = timeLeft(size - sent, bytesPerSecond);
  return (
    <p className="dim small num upload-figures">
      <span>{[bytesOf(sent, size), percent(share)].join(', ')}</span>
      {bytesPerSecond !== undefined && (
        <span>
          {[t.files.perSecond(bytes(bytesPerSecond)), left && t.files.left(duration(left))].filter(Boolean).join(', ')}
        </span>
      )}
    </p>
  );
}
