package io.github.camelcti.crowdsec.compatibility;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelcti.crowdsec.doubles.Generation;
import io.github.camelcti.crowdsec.doubles.OpenCtiDouble;
import io.github.camelcti.crowdsec.stix.StixTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** What an analyst does to an indicator after an enrichment wrote it, or before, and whether the next one undoes it. */
enum Edit {
  NONE("nothing", false) {
    @Override
    void make(OpenCtiDouble openCti, String indicator) {}
  },
  DECAY("nothing; its score decays in OpenCTI", false) {
    @Override
    void make(OpenCtiDouble openCti, String indicator) {
      if (openCti.generation().atLeast(Generation.V6_2)) {
        openCti.decay(indicator, 40);
      }
    }
  },
  EXPIRY("nothing; it expires in OpenCTI", false) {
    @Override
    void make(OpenCtiDouble openCti, String indicator) {
      DECAY.make(openCti, indicator);
      openCti.expire(indicator);
    }
  },
  MADE_FIRST("creates an indicator with the same pattern before the first enrichment", true) {
    @Override
    void before(OpenCtiDouble openCti, JsonNode indicator) {
      openCti.addObject(indicator);
    }

    @Override
    void make(OpenCtiDouble openCti, String indicator) {}
  },
  RENAMED("renames it", true) {
    @Override
    void make(OpenCtiDouble openCti, String indicator) {
      openCti.edit(indicator, Map.of("name", "Our scanner"));
    }
  },
  DESCRIBED("changes its description, or adds to it", true) {
    @Override
    void make(OpenCtiDouble openCti, String indicator) {
      openCti.edit(indicator, Map.of("description", openCti.object(indicator).path("description").asText() + " Ours."));
    }
  },
  SCORED_LOWER("gives it a lower score", true) {
    @Override
    void make(OpenCtiDouble openCti, String indicator) {
      openCti.edit(indicator, Map.of("x_opencti_score", 20));
    }
  },
  SCORED_HIGHER("gives it a higher score", true) {
    @Override
    void make(OpenCtiDouble openCti, String indicator) {
      openCti.edit(indicator, Map.of("x_opencti_score", 95));
    }
  },
  REVOKED("revokes it", true) {
    @Override
    void make(OpenCtiDouble openCti, String indicator) {
      openCti.edit(indicator, Map.of("revoked", true));
    }
  },
  UNREVOKED("un-revokes one that was created revoked, because CrowdSec saw the address long ago", true) {
    @Override
    void make(OpenCtiDouble openCti, String indicator) {
      openCti.edit(indicator, Map.of("revoked", false));
    }
  },
  REVIVED("un-revokes such an indicator and changes its end", true) {
    @Override
    void make(OpenCtiDouble openCti, String indicator) {
      openCti.edit(indicator, Map.of("revoked", false, "valid_until", in(30)));
    }
  },
  DETECTED("turns detection on", true) {
    @Override
    void make(OpenCtiDouble openCti, String indicator) {
      openCti.edit(indicator, Map.of("x_opencti_detection", true));
    }
  },
  DATED("changes its beginning", true) {
    @Override
    void make(OpenCtiDouble openCti, String indicator) {
      openCti.edit(indicator, Map.of("valid_from", in(-3)));
    }
  },
  EXTENDED("sets its end some years ahead", true) {
    @Override
    void make(OpenCtiDouble openCti, String indicator) {
      openCti.edit(indicator, Map.of("valid_until", in(1000)));
    }
  },
  TRUSTED("raises its confidence", true) {
    @Override
    void make(OpenCtiDouble openCti, String indicator) {
      openCti.edit(indicator, Map.of("confidence", 100));
    }
  },
  DISTRUSTED("lowers its confidence", true) {
    @Override
    void make(OpenCtiDouble openCti, String indicator) {
      openCti.edit(indicator, Map.of("confidence", 15));
    }
  },
  AUTHORED("makes somebody else its author", true) {
    @Override
    void make(OpenCtiDouble openCti, String indicator) {
      openCti.edit(indicator, Map.of("created_by_ref", "identity--0b9c5f3e-3a52-4a35-9a0c-2f6b8a1d7c11"));
    }
  };

  final String text;
  final boolean stays;

  Edit(String text, boolean stays) {
    this.text = text;
    this.stays = stays;
  }

  /** Whether CrowdSec saw the address long ago, so that its indicator is born revoked. */
  boolean longAgo() {
    return this == UNREVOKED || this == REVIVED;
  }

  /** What is done before the first enrichment, given an indicator as an analyst would make it. */
  void before(OpenCtiDouble openCti, JsonNode indicator) {}

  /** What is done between the first enrichment and the second. */
  abstract void make(OpenCtiDouble openCti, String indicator);

  private static String in(int days) {
    return StixTime.format(Instant.now().plus(Duration.ofDays(days)));
  }
}
