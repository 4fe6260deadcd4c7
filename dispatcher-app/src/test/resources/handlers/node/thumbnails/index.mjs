// Reads the object that an S3 event names and writes another one.
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

const s3 = new S3Client();

export const handler = async (event) => {
  const { bucket, object } = event.Records[0].s3;
  const key = decodeURIComponent(object.key.replace(/\+/g, ' '));
  const source = await s3.send(new GetObjectCommand({ Bucket: bucket.name, Key: key }));
  const text = await source.Body.transformToString();
  await s3.send(new PutObjectCommand({
    Bucket: bucket.name, Key: `small/${key}`, Body: text.slice(0, 5), ContentType: source.ContentType,
  }));
  return { type: source.ContentType, length: text.length };
};
