import { Button, type ButtonProps } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Hand, Play } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { showMeOptions } from '@/api/@tanstack/react-query.gen';
import { type Held, useHolds } from '@/lib/holds';

type Props = { of: Held; words: string; name?: string } & Pick<ButtonProps, 'size' | 'mt'>;

/** Stops sending of something at once, and lets it go on; what waits is kept. */
export function HoldButton({ of, words, name, ...looks }: Props) {
  const { t } = useTranslation();
  const { data: me } = useSuspenseQuery(showMeOptions());
  const { holds, may, set } = useHolds(me);
  if (!may) return null;
  const held = holds.some(
    ({ kind, subject_id }) => kind === of.kind && subject_id === of.subject_id,
  );
  const label = held ? t('holds.go_on') : words;
  return (
    <Button
      variant="default"
      leftSection={held ? <Play size={16} aria-hidden /> : <Hand size={16} aria-hidden />}
      loading={set.isPending}
      {...looks}
      aria-label={name ? `${label}: ${name}` : undefined}
      onClick={() => set.mutate({ held: !held, path: of })}
    >
      {label}
    </Button>
  );
}
