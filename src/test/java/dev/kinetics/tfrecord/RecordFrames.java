package dev.kinetics.tfrecord;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads the frames of a record file by its description alone: nothing of it is our writer's. */
final class RecordFrames {
  private RecordFrames() {}

  static List<byte[]> read(byte[] file) {
    List<byte[]> records = new ArrayList<>();
    int at = 0;
    while (at < file.length) {
      byte[] lengthBytes = Arrays.copyOfRange(file, at, at + 8);
      long length = number(lengthBytes);
      if (at + 16 + length > file.length) {
        throw new IllegalArgumentException("cut off at " + at);
      }
      byte[] data = Arrays.copyOfRange(file, at + 12, at + 12 + (int) length);
      check(number(Arrays.copyOfRange(file, at + 8, at + 12)), lengthBytes, at);
      int end = at + 12 + (int) length;
      check(number(Arrays.copyOfRange(file, end, end + 4)), data, at);
      records.add(data);
      at = end + 4;
    }
    return records;
  }

  static boolean isWhole(byte[] file) {
    try {
      read(file);
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  /** Bit by bit, with the Castagnoli polynomial reflected. */
  static int crc32c(byte[] data) {
    int crc = -1;
    for (byte b : data) {
      crc ^= b & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ 0x82f63b78;
      }
    }
    return ~crc;
  }

  private static void check(long kept, byte[] data, int at) {
    int crc = crc32c(data);
    long masked = ((crc >>> 15 | crc << 17) + 0xa282ead8L) & 0xffffffffL;
    if (masked != kept) {
      throw new IllegalArgumentException("wrong checksum in the record at " + at);
    }
  }

  private static long number(byte[] littleEndian) {
    long number = 0;
    for (int i = littleEndian.length - 1; i >= 0; i--) {
      number = number << 8 | littleEndian[i] & 0xff;
    }
    return number;
  }
}
