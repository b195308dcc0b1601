import { Anchor, Text } from '@mantine/core';
import { Download, FileText, ImageIcon, Mic, Video, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { MessageOut } from '@/api';
import { fileSize } from '@/lib/format';
import type { FileOf } from './content';

const SIGNS: Record<string, LucideIcon> = {
  image: ImageIcon,
  sticker: ImageIcon,
  video: Video,
  audio: Mic,
};
/** What the browser may show in the page; the rest is only offered to be taken along. */
const SHOWN = /^image\/(jpeg|png|webp)$/;

type Props = { one: MessageOut; file: FileOf; conversationId: string };

/** A file of a message: shown, playable or to be taken along; on its way; or why it is not there. */
export function File({ one, file, conversationId }: Props) {
  const { t } = useTranslation();
  const Sign = SIGNS[file.kind] ?? FileText;
  const name = file.name ?? t(`message.file.${file.kind}`, { defaultValue: file.kind });
  const { media } = one;
  const url = `/api/conversations/${conversationId}/messages/${one.id}/media`;
  if (media?.state === 'kept' && SHOWN.test(media.mime_type ?? ''))
    return (
      <a href={url} download={name}>
        <img className="file" src={url} alt={name} loading="lazy" />
      </a>
    );
  if (media?.state === 'kept' && file.kind === 'audio')
    return <audio controls src={url} aria-label={name} style={{ maxWidth: '100%' }} />;
  return (
    <div className="ticks" style={{ marginBottom: 6, gap: 8 }}>
      <Sign size={20} aria-hidden />
      <div>
        {media?.state === 'kept' ? (
          <Anchor href={url} download={name}>
            <Download size={14} aria-hidden /> {name}
          </Anchor>
        ) : (
          <Text fw={600}>{name}</Text>
        )}
        {media && (
          <Text size="xs">
            {media.state === 'kept'
              ? media.size && fileSize(media.size)
              : t(`message.file_${media.state}`)}
          </Text>
        )}
      </div>
    </div>
  );
}
