import { FileText, ImageIcon, Video, type LucideIcon } from 'lucide-react';
import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { isCode, partOf, rendered, type Shape, type Values } from '@/lib/template';
import { Bubble } from './Bubble';

const FILES: Record<string, LucideIcon> = { IMAGE: ImageIcon, VIDEO: Video, DOCUMENT: FileText };
const PAPER: CSSProperties = { padding: 16, borderRadius: 16, border: '1px solid var(--edge)' };

type Props = { shape: Shape; values: Values; label: string; side?: 'in' | 'out'; empty?: string };

/** A template with values in its gaps, as the person will see it; `empty` while it has no words. */
export function TemplateBubble({ shape, values, label, side = 'in', empty }: Props) {
  const { t } = useTranslation();
  const seen = rendered(shape, values);
  const minutes = partOf(shape, 'FOOTER')?.code_expiration_minutes;
  const format = partOf(shape, 'HEADER')?.format?.toUpperCase() ?? '';
  const Sign = FILES[format];
  return (
    <section className="paper" aria-label={label} style={PAPER}>
      <Bubble
        side={side}
        {...seen}
        body={
          isCode(shape) ? t('message.code', { code: values.code || '123456' }) : seen.body || empty
        }
        footer={minutes ? t('message.expires', { count: minutes }) : seen.footer}
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
