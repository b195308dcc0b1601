import { Text } from '@mantine/core';
import { Eye, PencilLine } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { seen } from '@/lib/bidi';
import type { ColleagueOut, PresentOut } from '@/api';

type Props = { present: PresentOut[]; colleagues: ColleagueOut[] };

/** Who else looks at this or types, so that two do not answer the same. */
export function Others({ present, colleagues }: Props) {
  const { t } = useTranslation();
  const nameOf = (id: string) =>
    seen(colleagues.find(({ user_id }) => user_id === id)?.name) ?? t('members.nameless');
  const typing = present.filter((one) => one.typing);
  const who = (typing.length ? typing : present).map(({ user_id }) => nameOf(user_id));
  const Sign = typing.length ? PencilLine : Eye;
  return (
    <Text size="sm" c="dimmed" truncate role="status">
      {who.length > 0 && (
        <>
          <Sign size={14} aria-hidden style={{ marginInlineEnd: 6, verticalAlign: -2 }} />
          {t(typing.length ? 'inbox.types' : 'inbox.looks', { names: who.join(', ') })}
        </>
      )}
    </Text>
  );
}
