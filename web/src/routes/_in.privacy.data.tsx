import { createFileRoute } from '@tanstack/react-router';
import { DataMap } from '@/features/privacy/DataMap';

export const Route = createFileRoute('/_in/privacy/data')({ component: DataMap });
