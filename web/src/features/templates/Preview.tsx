import { FileText, ImageIcon, Video } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { partOf, rendered, type Shape } from '@/lib/template';
import { Bubble } from '@/ui/message/Bubble';

const FILES = { IMAGE: ImageIcon, VIDEO: Video, DOCUMENT: FileText };

/** A template on the person's phone. */
export function Preview({ shape, values }: { shape: Shape; values: Record<string, string> }) {
  const { t } = useTranslation();
  const isCode = shape.category === 'AUTHENTICATION';
  const seen = rendered(shape, values);
  const format = partOf(shape, 'HEADER')?.format?.toUpperCase() ?? '';
  const Sign = FILES[format as keyof typeof FILES];
  return (
    <section
      className="paper"
      aria-label={t('templates.preview')}
      style={{ padding: 20, borderRadius: 16, border: '1px solid var(--edge)' }}
    >
      <Bubble
        side="in"
        {...seen}
        body={isCode ? t('templates.code_text') : seen.body || t('templates.body_here')}
        media={
          Sign && (
            <div className="placeholder">
              <Sign size={34} aria-hidden />
              {t(`message.file.${format.toLowerCase()}`)}
            </div>
          )
        }
      />
    </section>
  );
}
