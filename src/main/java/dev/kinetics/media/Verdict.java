package dev.kinetics.media;

/**
 * What the judge says of a file or folder.
 *
 * @param state how it stands
 * @param rule which rule it breaks; null where it breaks none
 * @param words what was found, for a person; empty where it is whole
 */
public record Verdict(State state, Rule rule, String words) {
  /** How it stands. */
  public enum State {
    WHOLE,
    BAD,
    /** It could not be told: nothing is said against the file. */
    NOT_TOLD
  }

  /** The rules of what is whole. */
  public enum Rule {
    /** It was made for the section that the list wants. */
    SECTION,
    /** It is a media file of a form that is known. */
    FORM,
    /** A clip has a moving picture, a track has sound. */
    STREAM,
    /** The picture is shown from the start on. */
    START,
    /** It is as long as its section. */
    LENGTH,
    /** All bytes that its index tells of are there. */
    CUT_OFF,
    /** It can be decoded to its end. */
    DECODES,
    /** A folder's frames are there without holes, whole, and as many as were made. */
    FRAMES;

    /** The name as {@code verify} prints it. */
    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  public static final Verdict WHOLE = new Verdict(State.WHOLE, null, "");

  /** It breaks this rule. */
  public static Verdict bad(Rule rule, String words) {
    return new Verdict(State.BAD, rule, words);
  }

  /** It could not be told. */
  public static Verdict notTold(String words) {
    return new Verdict(State.NOT_TOLD, null, words);
  }

  /** Nothing is wrong with it. */
  public static Verdict whole() {
    return WHOLE;
  }

  /** Whether it is proven to be bad. */
  public boolean isBad() {
    return state == State.BAD;
  }

  /** Whether nothing is wrong with it. */
  public boolean isWhole() {
    return state == State.WHOLE;
  }
}
