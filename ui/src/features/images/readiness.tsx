// What the engine says about an image, as a status with its reason.
import type { ImageState } from '../../api/generated/graphql';
import { bytes, percent } from '../../format/units';
import { t } from '../../messages/admin';
import { Status, type StatusKind } from '../../ui/Status';

export type Readiness = {
  state: ImageState;
  percent?: number | null;
  message?: string | null;
  code?: string | null;
  sizeBytes?: number | null;
  checkedAt?: string | null;
};

const kinds: Record<ImageState, StatusKind> = {
  PRESENT: 'ready',
  PULLING: 'starting',
  ABSENT: 'queued',
  FAILED: 'failed',
  UNKNOWN: 'warning',
};

function word({ state, percent: done }: Readiness): string {
  if (state === 'PULLING') return done == null ? t.imagesAdmin.pulling : t.imagesAdmin.pullingAt(percent(done));
  return {
    PRESENT: t.imagesAdmin.present,
    ABSENT: t.imagesAdmin.absent,
    FAILED: t.imagesAdmin.failed,
    UNKNOWN: t.imagesAdmin.unknown,
  }[state];
}

export function explanation({ state, message, sizeBytes }: Readiness): string | undefined {
  if (message) return message;
  if (state === 'ABSENT') return t.imagesAdmin.absentHint;
  if (state === 'UNKNOWN') return t.imagesAdmin.unknownHint;
  return state === 'PRESENT' && sizeBytes ? bytes(sizeBytes) : undefined;
}

export function ReadinessStatus({ readiness, chip }: { readiness: Readiness; chip?: boolean }) {
  return (
    <Status kind={kinds[readiness.state]} chip={chip}>
      {word(readiness)}
    </Status>
  );
}

/** For the cell of a table: the status, and below it the reason. */
export function ReadinessCell({ readiness }: { readiness: Readiness }) {
  const text = explanation(readiness);
  return (
    <span className="cell2">
      <span>
        <ReadinessStatus readiness={readiness} />
      </span>
      {text && (
        <span className="sub trunc" title={text}>
          {text}
        </span>
      )}
    </span>
  );
}
