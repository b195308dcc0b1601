import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { MessageOut } from '@/api';
import { time } from '@/lib/format';
import { reasonWords } from '@/lib/reason';
import { Bubble } from '@/ui/message/Bubble';
import { Ticks } from '@/ui/message/Ticks';
import { Again } from './Again';
import { File } from './File';
import { contentOf } from './content';

type Props = { one: MessageOut; conversationId: string; author: string | null };

export function Message({ one, conversationId, author }: Props) {
  const { t } = useTranslation();
  const side = one.direction as 'in' | 'out' | 'note';
  const shown = contentOf(one);
  const refused = one.state === 'refused' || one.state === 'failed';
  return (
    <Bubble
      side={side}
      author={
        side === 'note' ? t('inbox.note_by', { name: author ?? t('members.nameless') }) : null
      }
      header={shown.header}
      body={
        one.content
          ? (shown.body ?? (shown.file ? null : t('message.kind_unknown')))
          : t('message.erased')
      }
      footer={shown.footer}
      buttons={shown.buttons}
      media={shown.file && <File one={one} file={shown.file} conversationId={conversationId} />}
      foot={
        <>
          <time dateTime={one.at}>{time(one.at)}</time>
          {side === 'out' && <Ticks state={one.state} />}
        </>
      }
    >
      {one.state === 'doubtful' && <Again conversationId={conversationId} messageId={one.id} />}
      {refused && one.code !== null && (
        <Text size="sm" c="var(--mantine-color-error)" maw={420}>
          {reasonWords(one.code, t)}
        </Text>
      )}
    </Bubble>
  );
}
